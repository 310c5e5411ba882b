#pragma once

// Reading server-sent events (WHATWG HTML, section 9.2.6), whatever pieces they come in.

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace crier {

/// One event; its texts belong to the reader.
struct server_sent_event {
    std::string_view type; ///< "message" where none was named
    std::string_view id;   ///< empty: none
    std::string_view data; ///< lines with a line feed in between
};

/// Fed the bytes of a stream, it yields whole events. It knows no socket. What has no data is no
/// event, as the standard has it.
class server_sent_reader {
public:
    /// An event or a line may be at most so long: what is longer comes from no hub.
    static constexpr std::size_t event_bytes_max = std::size_t{64} * 1024 * 1024;

    /// Calls `take` for each event that these bytes complete, until it says false. False too where
    /// an event is too long.
    [[nodiscard]] bool feed(std::string_view bytes,
                            const std::function<bool(const server_sent_event&)>& take);

private:
    [[nodiscard]] bool take_line(std::string_view line,
                                 const std::function<bool(const server_sent_event&)>& take);

    std::string begun_; ///< a line of which the end hasn't come
    std::string type_;
    std::string id_;
    std::string data_;
    bool has_data_ = false;
};

} // namespace crier
