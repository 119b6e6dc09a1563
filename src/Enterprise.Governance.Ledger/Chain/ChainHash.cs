using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Enterprise.Governance.Ledger.Chain;

/// <summary>The hash of format 1, as 32 bytes. The buffer that holds the secret is cleared.</summary>
internal static class ChainHash
{
    internal const int Size = SHA256.HashSizeInBytes;

    internal static void Compute(AuditKey key, string algorithm, string prevHash, ReadOnlySpan<byte> canonical, Span<byte> hash)
    {
        bool isHmac = algorithm == AuditKeyAlgorithm.HmacSha256;
        int prevLength = Encoding.UTF8.GetByteCount(prevHash);
        int length = prevLength + 1 + canonical.Length + (isHmac ? 0 : 1 + key.SecretLength);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            Encoding.UTF8.GetBytes(prevHash, buffer);
            buffer[prevLength] = (byte)'|';
            canonical.CopyTo(buffer.AsSpan(prevLength + 1));
            if (isHmac)
            {
                HMACSHA256.HashData(key.Secret, buffer.AsSpan(0, length), hash);
                return;
            }

            int at = prevLength + 1 + canonical.Length;
            buffer[at] = (byte)'|';
            key.Secret.CopyTo(buffer.AsSpan(at + 1));
            SHA256.HashData(buffer.AsSpan(0, length), hash);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }
}
