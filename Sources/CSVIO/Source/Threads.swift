#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A value that is made on one thread and taken over by another after the first was joined.
///
/// `@unchecked Sendable` because the join orders the two accesses.
package final class Handover<Value>: @unchecked Sendable {
  /// The value; to be read after the thread that makes it was joined.
  package var value: Value?

  /// Nothing yet.
  package init() {}
}

private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// Runs closures at the same time, the first on the calling thread, and waits for all.
///
/// A closure whose thread cannot be started runs on the calling thread.
package func runSideBySide(_ bodies: [@Sendable () -> Void]) {
  var threads: [pthread_t] = []
  for body in bodies.dropFirst() {
    let context = Unmanaged.passRetained(ThreadBody(body)).toOpaque()
    #if canImport(Darwin)
    var thread: pthread_t?
    let status = pthread_create(&thread, nil, threadMain, context)
    #else
    var thread = pthread_t()
    let status = pthread_create(&thread, nil, threadMain, context)
    #endif
    if status == 0 {
      #if canImport(Darwin)
      if let thread { threads.append(thread) }
      #else
      threads.append(thread)
      #endif
    } else {
      Unmanaged<ThreadBody>.fromOpaque(context).release()
      body()
    }
  }
  bodies.first?()
  for thread in threads { pthread_join(thread, nil) }
}

#if canImport(Darwin)
private func threadMain(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
  Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().run()
  return nil
}
#else
private func threadMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let context { Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().run() }
  return nil
}
#endif
