#pragma once

#include <crier/error.hpp>

#include <boost/json/value.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crier {

/// One client's filters are at most this many, of both kinds together.
inline constexpr std::size_t permitted_filters_max = 256;

/// What a client may publish on and subscribe to: what one of these filters covers.
struct topic_filters {
    std::vector<std::string> publish;
    std::vector<std::string> subscribe;

    friend bool operator==(const topic_filters&, const topic_filters&) = default;
};

/// Reads {"publish":[...],"subscribe":[...]}; a member left out permits nothing of its kind. The
/// filters aren't checked yet. errc::bad_json, naming `where`, for any other member or type, and
/// for more than permitted_filters_max.
[[nodiscard]] result<topic_filters> read_topic_filters(const boost::json::value& value,
                                                       std::string_view where);

/// The first that isn't a valid filter: errc::bad_filter, naming `where`; nothing when all are.
[[nodiscard]] std::optional<refusal> check_topic_filters(const topic_filters& filters,
                                                         std::string_view where);

} // namespace crier
