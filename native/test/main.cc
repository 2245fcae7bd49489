// The C++ unit tests' entry. `netwake_test --help` lists how to choose among them.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
