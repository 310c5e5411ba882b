#pragma once

// Who wants what: filters, kept level by level.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace crier {

class outbox;

/// A set of (filter, subscriber) pairs, searched by topic. A pure container: it never looks into a
/// subscriber.
class topic_tree {
public:
    topic_tree();
    ~topic_tree();

    /// Adds a pair that isn't there yet; the filter is valid.
    void add(std::string_view filter, outbox& subscriber);
    /// Removes a pair; nothing happens when it isn't there.
    void remove(std::string_view filter, outbox& subscriber);

    /// Appends every subscriber with a filter that matches the valid topic, each once.
    void match(std::string_view topic, std::vector<outbox*>& out) const;

    [[nodiscard]] bool empty() const noexcept;

private:
    struct node;
    std::unique_ptr<node> root_;
};

} // namespace crier
