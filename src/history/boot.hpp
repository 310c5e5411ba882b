#pragma once

#include <filesystem>
#include <string>

namespace crier {

/// Names the time since this machine was last started: what the kernel had taken by then and not
/// yet written may be lost. Pods of one node share it. Where the system doesn't tell, it is
/// a name of this call's own, so that no two are taken for the same.
[[nodiscard]] std::string
this_boot(const std::filesystem::path& told_in = "/proc/sys/kernel/random/boot_id");

} // namespace crier
