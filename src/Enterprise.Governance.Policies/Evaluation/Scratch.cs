using System.Buffers;

namespace Enterprise.Governance.Policies.Evaluation;

/// <summary>Memory for texts of one evaluation, kept for the next one of the thread.</summary>
internal static class Scratch
{
    private const int Kept = 1024 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_writer;

    /// <summary>Returns the thread's memory, empty. What an evaluation before has written there is void.</summary>
    internal static ArrayBufferWriter<byte> Begin()
    {
        if (s_writer is not { Capacity: <= Kept } writer)
            return s_writer = new ArrayBufferWriter<byte>(256);
        writer.ResetWrittenCount();
        return writer;
    }
}
