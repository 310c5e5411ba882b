#include "history/page.hpp"

namespace crier {
namespace {

page read_listed(const recent& kept, const page_request& request) {
    page out;
    out.up_to = request.after;
    std::size_t bytes = 0;
    for (const offset at : request.only) {
        if (bytes >= request.bytes_max)
            break;
        out.up_to = at;
        out.messages.push_back(kept.at(at));
        bytes += out.messages.back()->payload.size();
    }
    return out;
}

} // namespace

page read_recent(const recent& kept, const page_request& request) {
    if (!request.only.empty())
        return read_listed(kept, request);
    page out;
    out.up_to = request.after;
    std::size_t bytes = 0;
    for (std::uint64_t looked_at = 0;
         out.up_to < kept.last() && looked_at < request.looked_at_max && bytes < request.bytes_max;
         ++looked_at) {
        out.up_to = out.up_to.next();
        const message_ptr& message = kept.at(out.up_to);
        if (!request.filters.matches(message->topic))
            continue;
        bytes += message->payload.size();
        out.messages.push_back(message);
    }
    return out;
}

} // namespace crier
