#include "history/history.hpp"

#include <boost/asio/this_coro.hpp>

#include <memory>
#include <tuple>
#include <utility>

namespace crier {
namespace {

// Looking up so many messages one by one costs what reading a few thousand in a row does.
constexpr std::uint64_t rare_max = 1000;
// Less than this is read through sooner than it is searched.
constexpr std::uint64_t far_back = 100'000;

} // namespace

/// A batch of nothing is committed behind everything that was stored before it.
boost::asio::awaitable<bool> history::reach(const position& wanted) {
    if (wanted.offset <= recent().last() || wanted.epoch.value_or(epoch()) != epoch())
        co_return true;
    const auto executor = co_await boost::asio::this_coro::executor;
    const auto nothing = std::make_shared<append_batch>(executor, publisher_id{});
    append(nothing);
    std::ignore = co_await nothing->committed.wait();
    co_return !nothing->outcome.stopped_by;
}

boost::asio::awaitable<result<listing>> history::list_rare(filter_set filters, offset after) {
    const std::uint64_t behind = recent().last().value - std::min(after, recent().last()).value;
    if (behind < far_back || recent().covers(after))
        co_return listing{};
    auto found = co_await find_last(std::move(filters), rare_max, after);
    if (found && !found->is_complete())
        co_return listing{};
    co_return found;
}

} // namespace crier
