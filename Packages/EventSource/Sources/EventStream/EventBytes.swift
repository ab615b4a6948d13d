/// An event whose bytes still lie where they were read: what the parser itself works with.
///
/// The three buffers are valid only during the call that hands them over.
struct EventBytes {
  let type: UnsafeRawBufferPointer
  let data: UnsafeRawBufferPointer
  let lastEventID: UnsafeRawBufferPointer
}

/// What a stream says, its bytes where they were read.
enum ItemBytes {
  case event(EventBytes)
  case comment(UnsafeRawBufferPointer)
  case retry(Duration)
}
