// Compressed messages. Input: taken once as what a browser sent, and once as a text to compress.

#include "subscribe/inflater.hpp"

#include "broadcast/deflater.hpp"
#include "fuzz/property.hpp"

namespace crier::fuzz {
namespace {

using fault = inflater::fault;

constexpr std::size_t text_bytes_max = std::size_t{16} * 1024;

void check_compressed(inflater& unpacker, std::string_view payload) {
    std::string text;
    const fault first = unpacker.inflate(payload, text_bytes_max, text);
    std::string after = "before";
    require(unpacker.inflate(payload, text_bytes_max, after) == first, "messages are apart");
    if (first != fault::none)
        return;
    require(text.size() <= text_bytes_max, "a text has a limit");
    require(after == "before" + text, "a text is appended");
    std::string exact;
    require(unpacker.inflate(payload, text.size(), exact) == fault::none && exact == text,
            "a text may be as long as the limit");
    std::string less;
    if (!text.empty())
        require(unpacker.inflate(payload, text.size() - 1, less) == fault::too_big,
                "a text may not be longer than the limit");
}

void check_text(deflater& packer, inflater& unpacker, std::string_view text) {
    // Behind something that surely is worth compressing.
    const std::string whole = std::string(200, ' ').append(text).append(text);
    const auto packed = packer.deflate(whole);
    if (!packed)
        return;
    std::string out;
    require(unpacker.inflate(*packed, whole.size(), out) == fault::none, "ours can be inflated");
    require(out == whole, "a text comes back");
}

} // namespace

void check_inflater(std::string_view input) {
    static deflater packer; // to clear its memory is most of what this costs
    inflater unpacker;
    check_text(packer, unpacker, input);
    check_compressed(unpacker, input);
    check_text(packer, unpacker, input);
}

} // namespace crier::fuzz
