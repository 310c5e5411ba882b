#include "subscribe/inflater.hpp"

#include <boost/beast/zlib/inflate_stream.hpp>

#include <algorithm>

namespace crier {
namespace {

namespace zlib = boost::beast::zlib;

// What a sender leaves out at a message's end (RFC 7692, section 7.2.2).
constexpr std::string_view flush_mark{"\x00\x00\xFF\xFF", 4};
// Texts are given room as they turn out to need it.
constexpr std::size_t step_bytes = std::size_t{16} * 1024;

} // namespace

struct inflater::state {
    zlib::inflate_stream stream;
};

inflater::inflater() = default;

inflater::~inflater() = default;

inflater::fault inflater::inflate(std::string_view payload, std::size_t bytes_max,
                                  std::string& out) {
    if (!state_)
        state_ = std::make_unique<state>();
    state_->stream.reset();
    const std::size_t begin = out.size();
    std::size_t size = begin;
    for (const std::string_view part : {payload, flush_mark}) {
        zlib::z_params all;
        all.next_in = part.data();
        all.avail_in = part.size();
        do {
            if (size - begin > bytes_max)
                return fault::too_big;
            // One byte more than is allowed, to see whether it is too much.
            out.resize(size + std::min(step_bytes, bytes_max - (size - begin) + 1));
            all.next_out = out.data() + size;
            all.avail_out = out.size() - size;
            boost::system::error_code ec;
            state_->stream.write(all, zlib::Flush::sync, ec);
            size = out.size() - all.avail_out;
            if (ec == zlib::error::end_of_stream) // a last block: what follows it is ignored
                all.avail_in = 0;
            else if (ec && ec != zlib::error::need_buffers)
                return fault::broken;
        } while (all.avail_in > 0 || all.avail_out == 0);
    }
    if (size - begin > bytes_max)
        return fault::too_big;
    out.resize(size);
    return fault::none;
}

} // namespace crier
