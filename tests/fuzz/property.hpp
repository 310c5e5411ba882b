#pragma once

// What is fuzzed: for each room of bytes that strangers send, one function that says what must hold
// for any input. libFuzzer calls it with inputs that it makes up (make fuzz), the unit tests with
// the seeds.

#include <string>
#include <string_view>

namespace crier::fuzz {

// Each throws where what it says of an input doesn't hold.
void check_frames(std::string_view input);
void check_topics(std::string_view input);
void check_websocket(std::string_view input);
void check_client_messages(std::string_view input);
void check_inflater(std::string_view input);
void check_http(std::string_view input);
void check_events(std::string_view input);
void check_access(std::string_view input);

/// Throws what didn't hold, where it didn't.
void require(bool holds, const char* what);

/// Whether `text` is one JSON value.
[[nodiscard]] bool is_json(std::string_view text);

/// Takes what is before the next `mark`, or all there is, off the front of `input`.
[[nodiscard]] std::string_view take_until(std::string_view& input, char mark);

/// Takes a byte off the front of `input`: for choices; 0 where there is none.
[[nodiscard]] unsigned take_byte(std::string_view& input);

/// Cuts bytes into pieces of lengths that follow from a seed, many of them short.
class pieces {
public:
    explicit pieces(unsigned seed) noexcept : state_{seed * 2654435761U + 1} {}

    /// How long the next piece is, where so many bytes are left: 1 at least, if there is one.
    [[nodiscard]] std::size_t next(std::size_t left) noexcept;

private:
    unsigned state_;
};

} // namespace crier::fuzz
