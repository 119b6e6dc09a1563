using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Enterprise.Governance.Ledger.Chain;

/// <summary>Makes the hashes of format 1, of one event after the other, with the same state and in one buffer, which holds secrets and is cleared at the end. Not thread-safe.</summary>
internal sealed class ChainHasher : IDisposable
{
    internal const int Size = SHA256.HashSizeInBytes;

    // More than nearly any event: each call into the platform's hash has its price, so that they have one.
    private const int Kept = 4096;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(Kept);
    private IncrementalHash? _sha256;
    private IncrementalHash? _hmac;
    private AuditKey? _hmacKey;

    /// <summary>Computes the hash of an event.</summary>
    /// <param name="key">The key.</param>
    /// <param name="algorithm">The event's algorithm: anything that is not <c>hmac-sha256</c> counts as <c>sha256</c>.</param>
    /// <param name="prevHash">The hash before, as text.</param>
    /// <param name="canonical">The canonical text.</param>
    /// <param name="hash">Receives 32 bytes.</param>
    internal void Compute(AuditKey key, string algorithm, string prevHash, ReadOnlySpan<byte> canonical, Span<byte> hash)
    {
        bool isHmac = algorithm == AuditKeyAlgorithm.HmacSha256;
        IncrementalHash state = isHmac ? HmacOf(key) : _sha256 ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        int length = Encoding.UTF8.GetMaxByteCount(prevHash.Length) + canonical.Length + key.SecretLength + 2;
        if (length > _buffer.Length)
            Replace(length);
        int at = Encoding.UTF8.GetBytes(prevHash, _buffer);
        _buffer[at++] = (byte)'|';
        canonical.CopyTo(_buffer.AsSpan(at));
        at += canonical.Length;
        if (!isHmac)
        {
            _buffer[at++] = (byte)'|';
            key.Secret.CopyTo(_buffer.AsSpan(at));
            at += key.SecretLength;
        }

        state.AppendData(_buffer.AsSpan(0, at));
        state.GetHashAndReset(hash);
    }

    public void Dispose()
    {
        Replace(0);
        _sha256?.Dispose();
        _hmac?.Dispose();
    }

    private void Replace(int length)
    {
        byte[] old = _buffer;
        _buffer = length == 0 ? [] : ArrayPool<byte>.Shared.Rent(length);
        if (old.Length > 0)
            ArrayPool<byte>.Shared.Return(old, clearArray: true);
    }

    private IncrementalHash HmacOf(AuditKey key)
    {
        if (_hmac is null || _hmacKey != key)
        {
            _hmac?.Dispose();
            (_hmac, _hmacKey) = (IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key.Secret), key);
        }

        return _hmac;
    }
}
