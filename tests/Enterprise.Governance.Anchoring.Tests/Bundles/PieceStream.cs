namespace Enterprise.Governance.Anchoring.Tests.Bundles;

/// <summary>Hands out a few bytes at a time, and keeps what is written with the size of the largest piece.</summary>
internal sealed class PieceStream(byte[] bytes, int step) : MemoryStream
{
    private int _position;

    internal byte[] Written => ToArray();

    internal int LargestWrite { get; private set; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = Math.Min(Math.Min(step, buffer.Length), bytes.Length - _position);
        bytes.AsSpan(_position, read).CopyTo(buffer.Span);
        _position += read;
        return ValueTask.FromResult(read);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        LargestWrite = Math.Max(LargestWrite, buffer.Length);
        return base.WriteAsync(buffer, cancellationToken);
    }
}
