#pragma once

// Whether the other side still answers.

namespace crier {

/// Ticked once per interval, it says when to ask and when to give up. Whatever is heard counts as
/// an answer.
class liveness {
public:
    enum class verdict { ask, dead };

    void heard() noexcept { unanswered_ = 0; }

    [[nodiscard]] verdict tick() noexcept {
        if (unanswered_ == unanswered_max)
            return verdict::dead;
        ++unanswered_;
        return verdict::ask;
    }

private:
    static constexpr int unanswered_max = 2;

    int unanswered_ = 0;
};

} // namespace crier
