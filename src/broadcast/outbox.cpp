#include "broadcast/outbox.hpp"

#include <cassert>
#include <utility>

namespace crier {
namespace {

// A queue that was long once gives its memory back when it is empty again.
constexpr std::size_t entries_kept = 16;

} // namespace

outbox::outbox(delivery_format format, std::size_t bytes_max, flush_queue& queue,
               flush_target& owner)
    : format_{format}, bytes_max_{bytes_max}, flush_queue_{queue}, owner_{owner} {}

outbox::~outbox() {
    flush_queue_.remove(owner_);
    for (std::size_t i = head_; i < queue_.size(); ++i)
        abandon(queue_[i]);
}

void outbox::push(const slice& frames) {
    append({frames});
    flush_queue_.add(owner_);
}

void outbox::deliver(const delivery& run) {
    if (intake_ != intake::open && !admits(run))
        return;
    account_.matched += run.count;
    if (!live_)
        return;
    if (!has_room(run.messages))
        owner_.flush(); // the socket may take what a long turn has brought
    if (has_room(run.messages))
        append({run.messages, 0, false, run.count, run.about});
    else
        leave_live(run.first.previous());
    flush_queue_.add(owner_);
}

bool outbox::admits(const delivery& run) {
    if (intake_ == intake::closed)
        return false;
    if (!live_ || owner_.let_in(run)) // what comes from the history isn't asked about
        return true;
    account_.matched += run.count;
    account_.delivered += run.count;
    run.about->delivered += run.count;
    return false;
}

void outbox::leave_live(offset after) noexcept {
    live_ = false;
    resume_after_ = after;
}

void outbox::push_control(const slice& frame) {
    auto place = queue_.begin() + static_cast<std::ptrdiff_t>(head_);
    if (place != queue_.end() && !place->control) {
        slice& front = place->frames;
        const std::uint32_t boundary = front.bytes->frame_end(front.begin);
        if (boundary != front.begin && boundary != front.end) {
            // The rest of the begun frame first, then this, then what was behind.
            entry rest{{front.bytes, boundary, front.end}, place->held_bytes};
            front.end = boundary;
            place->about = nullptr;
            place->held_bytes = 0;
            place = queue_.insert(place + 1, std::move(rest));
        } else if (boundary != front.begin) {
            ++place;
        }
    }
    while (place != queue_.end() && place->control)
        ++place;
    const auto held = static_cast<std::uint32_t>(frame.bytes->capacity());
    queue_.insert(place, entry{frame, held, true});
    bytes_ += frame.size();
    held_bytes_ += held;
    flush_queue_.add(owner_);
}

bool outbox::has_control() const noexcept {
    // Only the rest of a begun frame can be before it.
    for (std::size_t i = head_; i < queue_.size() && i < head_ + 2; ++i) {
        if (queue_[i].control)
            return true;
    }
    return false;
}

void outbox::close() {
    intake_ = intake::closed;
    std::size_t kept = head_;
    if (!empty()) {
        slice& front = queue_[head_].frames;
        const std::uint32_t boundary = front.bytes->frame_end(front.begin);
        if (boundary != front.begin) {
            abandon({{front.bytes, boundary, front.end}});
            front.end = boundary;
            queue_[head_].about = nullptr;
            ++kept;
        }
    }
    for (std::size_t i = kept; i < queue_.size(); ++i)
        abandon(queue_[i]);
    queue_.resize(kept);
    bytes_ = empty() ? 0 : queue_[head_].frames.size();
    held_bytes_ = empty() ? 0 : queue_[head_].held_bytes;
}

std::size_t outbox::gather(std::span<iovec> pieces) const {
    std::size_t count = 0;
    for (std::size_t i = head_; i < queue_.size() && count < pieces.size(); ++i, ++count) {
        const slice& frames = queue_[i].frames;
        // iovec is not const-correct: writing only reads through it.
        pieces[count].iov_base = const_cast<char*>(frames.bytes->data() + frames.begin);
        pieces[count].iov_len = frames.size();
    }
    return count;
}

void outbox::consume(std::size_t bytes) {
    assert(bytes <= bytes_);
    bytes_ -= bytes;
    bytes_delivered_ += bytes;
    while (bytes > 0) {
        entry& front = queue_[head_];
        slice& frames = front.frames;
        if (bytes < frames.size()) {
            const std::uint32_t until = frames.begin + static_cast<std::uint32_t>(bytes);
            note_delivered({{frames.bytes, frames.begin, until}});
            frames.begin = until;
            front.about = nullptr;
            break;
        }
        note_delivered(front);
        bytes -= frames.size();
        held_bytes_ -= front.held_bytes;
        frames.bytes.reset();
        ++head_;
    }
    if (!empty())
        return;
    queue_.clear();
    head_ = 0;
    if (queue_.capacity() > entries_kept)
        queue_.shrink_to_fit();
}

void outbox::append(entry added) {
    if (intake_ == intake::closed)
        return;
    message_mark_ = true;
    visit_messages(added, [this](topic_account& topic, auto count) {
        topic.queued += count;
        account_.queued += count;
    });
    bytes_ += added.frames.size();
    if (!empty() && !queue_.back().control && queue_.back().frames.touches(added.frames)) {
        entry& last = queue_.back();
        last.frames.end = added.frames.end;
        last.messages += added.messages;
        if (last.about != added.about)
            last.about = nullptr;
        return;
    }
    added.held_bytes = holds(added.frames);
    held_bytes_ += added.held_bytes;
    if (head_ > queue_.size() / 2) {
        queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(head_));
        head_ = 0;
    }
    queue_.push_back(std::move(added));
}

template <class Visit>
void outbox::visit_messages(const entry& queued, Visit visit) {
    if (queued.about != nullptr)
        visit(*queued.about, queued.messages);
    else
        queued.frames.bytes->visit_messages(queued.frames.begin, queued.frames.end, visit);
}

/// A message counts once its last byte is delivered.
void outbox::note_delivered(const entry& sent) noexcept {
    visit_messages(sent, [this](topic_account& topic, auto count) {
        topic.queued -= count;
        topic.delivered += count;
        account_.queued -= count;
        account_.delivered += count;
    });
}

void outbox::abandon(const entry& queued) noexcept {
    visit_messages(queued, [this](topic_account& topic, auto count) {
        topic.queued -= count;
        account_.queued -= count;
        account_.abandoned += count;
    });
}

bool outbox::has_room(const slice& frames) const noexcept {
    return empty() || held_bytes_ + holds(frames) <= bytes_max_;
}

std::uint32_t outbox::holds(const slice& frames) const noexcept {
    if (!empty() && queue_.back().frames.bytes == frames.bytes)
        return 0;
    return static_cast<std::uint32_t>(frames.bytes->capacity());
}

} // namespace crier
