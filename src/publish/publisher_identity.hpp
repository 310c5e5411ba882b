#pragma once

#include "access/admission.hpp"
#include "history/append_batch.hpp"

#include <crier/error.hpp>
#include <crier/frame.hpp>

#include <optional>
#include <string>

namespace crier {

/// Who a publisher's connection is, and that it is let in. Whoever shows a certificate is called
/// what that says.
class publisher_identity {
public:
    /// `certificate`: the name in the one that was shown, empty where none was.
    publisher_identity(const gatekeeper& keeper, std::string certificate)
        : keeper_{keeper}, certificate_{std::move(certificate)} {}

    /// Lets in who says nothing of itself, once; why not where it doesn't.
    [[nodiscard]] std::optional<refusal> admit_silent(publisher_id& who);
    /// Lets in who said HELLO, and names it; likewise.
    [[nodiscard]] std::optional<refusal> admit(const hello_frame& hello, publisher_id& who);

    /// Whether it has a name of its own, of its choice or its certificate's.
    [[nodiscard]] bool is_named(const hello_frame& hello) const noexcept {
        return !hello.source.empty() || !certificate_.empty();
    }

    [[nodiscard]] admission& admitted() noexcept { return admitted_; }
    [[nodiscard]] const admission& admitted() const noexcept { return admitted_; }

private:
    [[nodiscard]] std::optional<refusal> show(std::optional<std::string> token, publisher_id& who);

    const gatekeeper& keeper_;
    std::string certificate_;
    admission admitted_;
    bool was_admitted_ = false;
};

} // namespace crier
