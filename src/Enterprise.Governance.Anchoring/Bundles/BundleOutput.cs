using System.Buffers;
using System.Security.Cryptography;

namespace Enterprise.Governance.Anchoring.Bundles;

/// <summary>Writes lines in large pieces, and hashes what it writes. The stream stays open.</summary>
internal sealed class BundleOutput(Stream stream) : IDisposable
{
    private const int Full = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _buffer = new(Full);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Gets where the content of a line goes.</summary>
    internal IBufferWriter<byte> Line => _buffer;

    /// <summary>Gets how many bytes the stream was given.</summary>
    internal long Bytes { get; private set; }

    public void Dispose() => _hash.Dispose();

    internal ValueTask EndLineAsync(CancellationToken cancellationToken)
    {
        _buffer.Write("\n"u8);
        return _buffer.WrittenCount >= Full ? FlushAsync(cancellationToken) : default;
    }

    /// <summary>Writes what is left.</summary>
    /// <returns>SHA-256 of all that was written, lower-case hexadecimal.</returns>
    internal async ValueTask<string> CompleteAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        _hash.AppendData(_buffer.WrittenSpan);
        await stream.WriteAsync(_buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
        Bytes += _buffer.WrittenCount;
        _buffer.ResetWrittenCount();
    }
}
