using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Enterprise.Governance.Ledger.Chain;

/// <summary>Makes the hashes of many events in one buffer, which is cleared at the end: it holds secrets. Not thread-safe.</summary>
internal sealed class ChainHasher : IDisposable
{
    // More than nearly any event.
    private const int Kept = 4096;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(Kept);

    /// <inheritdoc cref="ChainHash.Compute"/>
    internal void Compute(AuditKey key, string algorithm, string prevHash, ReadOnlySpan<byte> canonical, Span<byte> hash)
    {
        bool isHmac = algorithm == AuditKeyAlgorithm.HmacSha256;
        ReadOnlySpan<byte> secret = isHmac ? default : key.Secret;
        if (Encoding.UTF8.GetMaxByteCount(prevHash.Length) + canonical.Length + secret.Length + 2 > _buffer.Length)
        {
            ChainHash.Compute(key, algorithm, prevHash, canonical, hash);
            return;
        }

        int at = Encoding.UTF8.GetBytes(prevHash, _buffer);
        _buffer[at++] = (byte)'|';
        canonical.CopyTo(_buffer.AsSpan(at));
        at += canonical.Length;
        if (isHmac)
        {
            HMACSHA256.HashData(key.Secret, _buffer.AsSpan(0, at), hash);
            return;
        }

        _buffer[at++] = (byte)'|';
        secret.CopyTo(_buffer.AsSpan(at));
        SHA256.HashData(_buffer.AsSpan(0, at + secret.Length), hash);
    }

    public void Dispose()
    {
        byte[] buffer = _buffer;
        _buffer = [];
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
    }
}
