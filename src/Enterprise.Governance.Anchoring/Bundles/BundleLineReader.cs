namespace Enterprise.Governance.Anchoring.Bundles;

/// <summary>Splits a stream at line feeds; memory is that of the longest line. Not thread-safe.</summary>
internal sealed class BundleLineReader(Stream stream, int maxLineBytes)
{
    private const int InitialBytes = 64 * 1024;

    private byte[] _buffer = new byte[Math.Min(InitialBytes, maxLineBytes)];
    private int _start, _scanned, _end;

    /// <summary>Gets the number of the line that was read last, or could not be.</summary>
    internal long Line { get; private set; }

    /// <summary>Reads a line.</summary>
    /// <returns>The line without its line feed, valid until the next is read; <see langword="null"/> at the end of the file.</returns>
    /// <exception cref="MalformedBundleException">The line is too long, or has no line feed.</exception>
    internal async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        Line++;
        while (true)
        {
            int length = _buffer.AsSpan(_scanned, _end - _scanned).IndexOf((byte)'\n');
            if (length >= 0)
            {
                ReadOnlyMemory<byte> line = _buffer.AsMemory(_start, _scanned + length - _start);
                _start = _scanned += length + 1;
                return line;
            }

            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _scanned, _end) = (0, _end - _start, _end - _start);
            if (_end == _buffer.Length)
                Grow();
            int read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                return _end == 0 ? null : throw new MalformedBundleException("the file ends within a line");
            _end += read;
        }
    }

    private void Grow()
    {
        if (_buffer.Length == maxLineBytes)
            throw new MalformedBundleException($"the line has {maxLineBytes} bytes or more, and no longer ones are read");
        Array.Resize(ref _buffer, (int)Math.Min(_buffer.Length * 2L, maxLineBytes));
    }
}
