#pragma once

// Metrics as Prometheus reads them.

#include "metrics/histogram.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prometheus {
struct MetricFamily;
}

namespace crier {

/// Collects metrics and writes them in Prometheus's text format, version 0.0.4. Names and units are
/// by its rules (prometheus.io/docs/practices/naming): `crier_`, base units, `_total` for counters.
class exposition {
public:
    /// A name and a value of a fixed set: never what clients made up.
    using label = std::pair<std::string_view, std::string_view>;

    exposition();
    ~exposition();
    exposition(const exposition&) = delete;
    exposition& operator=(const exposition&) = delete;

    /// Begins a metric; the values that follow belong to it.
    void counter(std::string_view name, std::string_view help);
    void gauge(std::string_view name, std::string_view help);
    /// A value of the metric that was begun.
    void value(double value, const std::vector<label>& labels = {});
    /// A whole metric.
    void counter(std::string_view name, std::string_view help, double value);
    void gauge(std::string_view name, std::string_view help, double value);
    void distribution(std::string_view name, std::string_view help, const histogram& values);

    [[nodiscard]] std::string text() const;

private:
    std::vector<prometheus::MetricFamily> families_;
};

} // namespace crier
