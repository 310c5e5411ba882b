#pragma once

// What was found out about a hub's health.

#include "cli/style.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <vector>

namespace crier {

enum class finding_level { good, note, lost, ill };

struct finding {
    finding_level level = finding_level::good;
    std::string what; ///< a word
    std::string words;
};

/// The ledger and the limits of /api/v1/info: whether every message is accounted for, and what was
/// not delivered, refused or turned away.
[[nodiscard]] std::vector<finding> findings_in(const boost::json::object& info);

/// 0: all is good; 1: something is lost; 2: the hub is ill.
[[nodiscard]] int status_of(const std::vector<finding>& found);

/// A line each.
[[nodiscard]] std::string findings_words(const std::vector<finding>& found, const style& with);
/// {"status":0,"findings":[{"level":"good","what":…,"message":…}]}
[[nodiscard]] std::string findings_json(const std::vector<finding>& found);

} // namespace crier
