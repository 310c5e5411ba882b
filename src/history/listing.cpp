#include "history/listing.hpp"

#include <algorithm>
#include <utility>

namespace crier {
namespace {

// A page of listed messages has at most so many: each is looked up by itself.
constexpr std::size_t listed_page_max = 512;
// How far back list_recent() looks, beside as many messages as are wanted.
constexpr std::uint64_t recent_looked_at_max = 2048;

} // namespace

listing::listing(std::vector<offset> found, offset up_to, std::optional<offset> complete_after)
    : found_{std::move(found)}, complete_after_{complete_after}, up_to_{up_to} {}

offset listing::begins_after() const noexcept {
    return found_.empty() ? up_to_ : found_.front().previous();
}

void listing::narrow(page_request& request) {
    request.only.clear();
    while (next_ < found_.size() && found_[next_] <= request.after)
        ++next_;
    if (request.after >= up_to_)
        return;
    if (next_ == found_.size()) {
        request.after = up_to_;
        return;
    }
    const auto begin = found_.begin() + static_cast<std::ptrdiff_t>(next_);
    const std::size_t count = std::min(found_.size() - next_, listed_page_max);
    request.only.assign(begin, begin + static_cast<std::ptrdiff_t>(count));
    request.after = request.only.front().previous();
}

last_search::last_search(const sequencer::topics& topics, const filter_set& filters,
                         std::uint64_t count, offset after)
    : missing_{count}, after_{after} {
    for (const auto& [topic, state] : topics) {
        if (state.last > after && filters.matches(topic))
            newest_.push(state.last);
    }
}

std::optional<offset> last_search::wanted() const {
    if (missing_ == 0 || newest_.empty())
        return std::nullopt;
    return newest_.top();
}

void last_search::tell(offset prev) {
    found_.push_back(newest_.top());
    newest_.pop();
    --missing_;
    if (prev > after_)
        newest_.push(prev);
}

listing last_search::found(offset last) const {
    std::vector<offset> ascending{found_.rbegin(), found_.rend()};
    std::erase_if(ascending, [last](offset at) { return at > last; });
    if (newest_.empty())
        return {std::move(ascending), last, after_};
    return {std::move(ascending), last};
}

std::optional<listing> list_recent(const recent& kept, const filter_set& filters,
                                   std::uint64_t count) {
    std::vector<offset> found;
    offset at = kept.last();
    for (std::uint64_t left = recent_looked_at_max + count;
         left > 0 && at >= kept.oldest() && found.size() < count; --left, at = at.previous()) {
        if (filters.matches(kept.at(at)->topic))
            found.push_back(at);
    }
    if (found.size() < count)
        return std::nullopt;
    std::ranges::reverse(found);
    return listing{std::move(found), kept.last()};
}

} // namespace crier
