#include "protocol/frame_decoder.hpp"

#include "protocol/big_endian.hpp"

namespace crier {

std::size_t frame_decoder::wanted_bytes() const noexcept {
    std::string_view waiting = input_.waiting();
    const auto length = take_big_endian<std::uint32_t>(waiting);
    return length ? frame_header_bytes + *length : 0;
}

std::span<char> frame_decoder::room(std::size_t busy_bytes) {
    return input_.room(busy_bytes, wanted_bytes());
}

result<std::optional<frame>> frame_decoder::next() {
    if (failed_)
        return *failed_;
    std::string_view waiting = input_.waiting();
    const auto length = take_big_endian<std::uint32_t>(waiting);
    if (!length)
        return std::optional<frame>{};
    if (*length == 0) {
        failed_ = refusal{errc::bad_frame, "a frame has the length 0; it needs at least its type"};
        return *failed_;
    }
    if (*length > length_max_) {
        failed_ = refusal{errc::frame_too_large, "a frame of " + std::to_string(*length) +
                                                     " bytes is over the limit of " +
                                                     std::to_string(length_max_)};
        return *failed_;
    }
    if (waiting.size() < *length)
        return std::optional<frame>{};
    input_.consume(frame_header_bytes + *length);
    const auto type = static_cast<frame_type>(static_cast<unsigned char>(waiting[0]));
    return std::optional<frame>{frame{type, waiting.substr(1, *length - 1)}};
}

} // namespace crier
