{
  "variables": { "sanitize%": "" },
  "targets": [
    {
      "target_name": "netwake",
      "conditions": [
        ["OS!='linux'", { "type": "none" }],
        ["OS=='linux'", {
          "sources": [
            "native/addon/clock_binding.cc",
            "native/addon/datagram_binding.cc",
            "native/addon/libstdcxx.cc",
            "native/addon/module.cc",
            "native/addon/neighbour_binding.cc",
            "native/addon/neighbour_handle.cc",
            "native/addon/netlink_binding.cc",
            "native/addon/netlink_handle.cc",
            "native/addon/packed_batch.cc",
            "native/addon/prober_binding.cc",
            "native/addon/records.cc",
            "native/addon/replay_binding.cc",
            "native/addon/tape_values.cc",
            "native/addon/values.cc",
            "native/netlink/assembler.cc",
            "native/netlink/backlog.cc",
            "native/netlink/dump.cc",
            "native/netlink/event_filter.cc",
            "native/netlink/event_source.cc",
            "native/netlink/filter.cc",
            "native/netlink/filter_code.cc",
            "native/netlink/filter_link.cc",
            "native/netlink/filter_route.cc",
            "native/netlink/filter_text.cc",
            "native/netlink/neighbour.cc",
            "native/netlink/neighbour_filter.cc",
            "native/netlink/neighbour_watch.cc",
            "native/netlink/parser.cc",
            "native/netlink/path_tally.cc",
            "native/netlink/path_watch.cc",
            "native/netlink/rewrite.cc",
            "native/netlink/route_lookup.cc",
            "native/netlink/selection.cc",
            "native/netlink/socket.cc",
            "native/netlink/statistics.cc",
            "native/netlink/table.cc",
            "native/netlink/tape.cc",
            "native/netlink/text.cc",
            "native/probe/connect_socket.cc",
            "native/probe/engine.cc",
            "native/uv/clock_alarm.cc",
            "native/uv/handle_owner.cc",
            "native/uv/unix_datagram.cc"
          ],
          "include_dirs": ["native", "<!@(node -p \"require('node-addon-api').include\")"],
          "defines": [
            "NAPI_VERSION=8",
            "NODE_ADDON_API_DISABLE_CPP_EXCEPTIONS",
            "NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS"
          ],
          "cflags!": ["-fno-omit-frame-pointer"],
          # Node's own headers' settings ask for it, after ours.
          "configurations": { "Release": { "cflags!": ["-O3"] } },
          "cflags": ["-fvisibility=hidden", "-fstack-protector-strong", "-ffunction-sections", "-fdata-sections"],
          "cflags_cc!": ["-std=gnu++17", "-std=gnu++20", "-fexceptions", "-frtti"],
          "cflags_cc": ["-std=c++20", "-fno-exceptions", "-fno-rtti", "-Wall", "-Wextra", "-fvisibility-inlines-hidden"],
          # The C++ library is the one that node has loaded: linked in, it would ask for the glibc of the building machine.
          "ldflags": ["-Wl,-z,relro", "-Wl,-z,now", "-Wl,-z,noexecstack", "-Wl,--gc-sections", "-Wl,--version-script=<(module_root_dir)/native/addon/exports.map"],
          "conditions": [
            ["sanitize==''", { "defines": ["_FORTIFY_SOURCE=2"], "cflags": ["-Os"] }],
            ["sanitize=='address'", {
              "cflags": ["-fsanitize=address,undefined", "-fno-sanitize-recover=undefined", "-g", "-O1", "-fno-omit-frame-pointer"],
              "ldflags": ["-fsanitize=address,undefined"]
            }],
            ["sanitize=='thread'", {
              "cflags": ["-fsanitize=thread", "-g", "-O1", "-fno-omit-frame-pointer"],
              "ldflags": ["-fsanitize=thread"]
            }]
          ]
        }]
      ]
    }
  ]
}
