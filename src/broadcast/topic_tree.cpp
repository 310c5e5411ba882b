#include "broadcast/topic_tree.hpp"

#include "protocol/topic_level.hpp"

#include <algorithm>
#include <functional>
#include <map>

namespace crier {

/// The levels up to here. `+` and `#` are children like others: no topic's level can be named so.
struct topic_tree::node {
    std::map<std::string, node, std::less<>> children;
    std::vector<outbox*> subscribers; ///< whose filter ends here

    [[nodiscard]] bool unused() const noexcept { return children.empty() && subscribers.empty(); }
    [[nodiscard]] const node* child(std::string_view level) const {
        const auto found = children.find(level);
        return found == children.end() ? nullptr : &found->second;
    }
};

namespace {

template <class Node>
void append_subscribers(const Node* node, std::vector<outbox*>& out) {
    if (node != nullptr)
        out.insert(out.end(), node->subscribers.begin(), node->subscribers.end());
}

/// `wildcards`: whether a wildcard may stand for the first of `levels`.
template <class Node>
void collect(const Node& node, std::string_view levels, bool wildcards, std::vector<outbox*>& out) {
    const topic_level level = first_level(levels);
    if (wildcards)
        append_subscribers(node.child("#"), out);
    const Node* next[] = {node.child(level.text), wildcards ? node.child("+") : nullptr};
    for (const Node* child : next) {
        if (child == nullptr)
            continue;
        if (!level.last) {
            collect(*child, level.rest, true, out);
        } else {
            append_subscribers(child, out);
            append_subscribers(child->child("#"), out); // `a/#` matches `a` too
        }
    }
}

/// Whether the node is unused afterwards.
template <class Node>
bool remove_from(Node& node, std::string_view filter, outbox& subscriber) {
    const topic_level level = first_level(filter);
    const auto found = node.children.find(level.text);
    if (found == node.children.end())
        return false;
    Node& child = found->second;
    bool unused = false;
    if (level.last) {
        std::erase(child.subscribers, &subscriber);
        unused = child.unused();
    } else {
        unused = remove_from(child, level.rest, subscriber);
    }
    if (unused)
        node.children.erase(found);
    return node.unused();
}

} // namespace

topic_tree::topic_tree() : root_{std::make_unique<node>()} {}

topic_tree::~topic_tree() = default;

void topic_tree::add(std::string_view filter, outbox& subscriber) {
    node* here = root_.get();
    topic_level level{{}, filter, false};
    while (!level.last) {
        level = first_level(level.rest);
        auto found = here->children.find(level.text);
        if (found == here->children.end())
            found = here->children.try_emplace(std::string{level.text}).first;
        here = &found->second;
    }
    here->subscribers.push_back(&subscriber);
}

void topic_tree::remove(std::string_view filter, outbox& subscriber) {
    remove_from(*root_, filter, subscriber);
}

void topic_tree::match(std::string_view topic, std::vector<outbox*>& out) const {
    const auto begin = static_cast<std::ptrdiff_t>(out.size());
    collect(*root_, topic, !topic.starts_with('$'), out);
    std::sort(out.begin() + begin, out.end());
    out.erase(std::unique(out.begin() + begin, out.end()), out.end());
}

bool topic_tree::empty() const noexcept {
    return root_->unused();
}

} // namespace crier
