using System.Runtime.CompilerServices;

namespace Enterprise.Governance.Cli.Hosting;

/// <summary>Splits a stream at line feeds. Time is linear, memory is that of the longest line.</summary>
internal static class Utf8Lines
{
    private const int InitialBytes = 64 * 1024;

    /// <param name="stream">The stream.</param>
    /// <param name="beforeRead">Called before the stream may block, so that what was read so far can be answered.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>Each line without its line feed, valid until the next is asked for; nothing after a final line feed.</returns>
    internal static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        Stream stream, Func<CancellationToken, Task> beforeRead, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[InitialBytes];
        int start = 0, scanned = 0, end = 0;
        while (true)
        {
            int length = buffer.AsSpan(scanned, end - scanned).IndexOf((byte)'\n');
            if (length >= 0)
            {
                yield return buffer.AsMemory(start, scanned + length - start);
                start = scanned += length + 1;
                continue;
            }

            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, scanned, end) = (0, end - start, end - start);
            if (end == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
            await beforeRead(cancellationToken);
            int read = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken);
            if (read == 0)
                break;
            end += read;
        }

        if (end > 0)
            yield return buffer.AsMemory(0, end);
    }
}
