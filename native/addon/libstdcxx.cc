// What newer compilers call and the libstdc++ of an older system has not: without this the addon would ask
// for GLIBCXX_3.4.29, and Node itself is content with 3.4.21. Only ever called for a length that no memory
// holds.
#include <bits/functexcept.h>

#include <cstdlib>

namespace std {

void __throw_bad_array_new_length() { std::abort(); }

}  // namespace std
