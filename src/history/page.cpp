#include "history/page.hpp"

namespace crier {

page read_recent(const recent& kept, const page_request& request) {
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

last_search::last_search(const sequencer::topics& topics, const filter_set& filters,
                         std::uint64_t count, offset oldest)
    : missing_{count}, oldest_{oldest} {
    for (const auto& [topic, state] : topics) {
        if (state.last >= oldest && filters.matches(topic))
            newest_.push(state.last);
    }
}

std::optional<offset> last_search::wanted() const {
    if (missing_ == 0 || newest_.empty())
        return std::nullopt;
    return newest_.top();
}

void last_search::tell(offset prev) {
    first_ = newest_.top();
    newest_.pop();
    --missing_;
    if (prev >= oldest_ && prev != offset{})
        newest_.push(prev);
}

offset last_search::found_after(offset none) const noexcept {
    return first_ ? first_->previous() : none;
}

} // namespace crier
