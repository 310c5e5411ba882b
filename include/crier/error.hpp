#pragma once

// What can be wrong, by the names that cross the wire (docs/protocol.md, "Error codes").

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include <string>
#include <string_view>
#include <type_traits>

namespace crier {

/// The error codes of the protocol, and those that only a program using the libraries sees.
enum class errc {
    bad_frame = 1,        ///< a frame's bytes are not what its type asks for
    frame_too_large,      ///< a frame's length is over the hub's limit
    unsupported_protocol, ///< HELLO names a protocol version that the hub doesn't speak
    bad_topic,            ///< a topic breaks the rules of check_topic()
    bad_filter,           ///< a filter breaks the rules of check_filter()
    bad_payload,          ///< a payload isn't what its format says, or is too large
    bad_json,             ///< a JSON text doesn't parse, or has a wrong or missing member
    sequence_gap,         ///< a publisher's seq skipped a number
    taken_over,           ///< another connection came with the same source and session
    unauthorized,         ///< no token, or one that isn't valid
    forbidden,            ///< the token, or the hub's rules, don't allow it
    token_expired,        ///< while connected: come back with a new one
    rate_limited,         ///< faster than allowed
    too_many_connections, ///< over the cap of connections
    timeout,              ///< what was waited for didn't come in time
    position_unknown,     ///< a position that can't be read
    bad_request,          ///< a parameter of a URL is unknown or has a value that it can't have
    internal,             ///< the hub's own fault
    // Never on the wire:
    buffer_full,      ///< the publisher library's buffer has no room for another message
    closed,           ///< the publisher library was closed
    connection_ended, ///< the peer closed the connection
};

/// The code's name as it stands in ERROR frames and JSON, for instance "bad_topic".
[[nodiscard]] std::string_view name_of(errc code) noexcept;

/// The code with that name; errc::internal for a name that this version doesn't know.
[[nodiscard]] errc errc_named(std::string_view name) noexcept;

[[nodiscard]] const boost::system::error_category& crier_category() noexcept;
[[nodiscard]] boost::system::error_code make_error_code(errc code) noexcept;

/// Why something was refused: the code for programs, the text (one sentence that names what was
/// wrong and what to do) for people.
struct refusal {
    errc code = errc::internal;
    std::string message;

    friend bool operator==(const refusal&, const refusal&) = default;
};

/// A value, or why there is none.
template <class T>
using result = boost::system::result<T, refusal>;

/// Lets result<T>::value() throw for a refusal; only tests and start-up code call it.
[[noreturn]] void throw_exception_from_error(const refusal& why,
                                             const boost::source_location& where);

} // namespace crier

template <>
struct boost::system::is_error_code_enum<crier::errc> : std::true_type {};
