#include "metrics/exposition.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <limits>
#include <utility>

namespace crier {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

MetricFamily family(std::string_view name, std::string_view help, MetricType type) {
    return {std::string{name}, std::string{help}, type, {}};
}

} // namespace

exposition::exposition() = default;
exposition::~exposition() = default;

void exposition::counter(std::string_view name, std::string_view help) {
    families_.push_back(family(name, help, MetricType::Counter));
}

void exposition::gauge(std::string_view name, std::string_view help) {
    families_.push_back(family(name, help, MetricType::Gauge));
}

void exposition::value(double value, const std::vector<label>& labels) {
    ClientMetric told;
    for (const auto& [key, text] : labels)
        told.label.push_back({std::string{key}, std::string{text}});
    MetricFamily& begun = families_.back();
    if (begun.type == MetricType::Counter)
        told.counter.value = value;
    else
        told.gauge.value = value;
    begun.metric.push_back(std::move(told));
}

void exposition::counter(std::string_view name, std::string_view help, double value) {
    counter(name, help);
    this->value(value);
}

void exposition::gauge(std::string_view name, std::string_view help, double value) {
    gauge(name, help);
    this->value(value);
}

void exposition::distribution(std::string_view name, std::string_view help,
                              const histogram& values) {
    ClientMetric told;
    std::uint64_t count = 0;
    const auto counts = values.counts();
    for (std::size_t i = 0; i < counts.size(); ++i) {
        count += counts[i];
        const double bound = i < values.bounds().size() ? values.bounds()[i]
                                                        : std::numeric_limits<double>::infinity();
        told.histogram.bucket.push_back({count, bound});
    }
    told.histogram.sample_count = count;
    told.histogram.sample_sum = values.sum();
    families_.push_back(family(name, help, MetricType::Histogram));
    families_.back().metric.push_back(std::move(told));
}

std::string exposition::text() const {
    return prometheus::TextSerializer{}.Serialize(families_);
}

} // namespace crier
