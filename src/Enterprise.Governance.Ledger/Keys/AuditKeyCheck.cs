using System.Security.Cryptography;
using System.Text;

namespace Enterprise.Governance.Ledger;

/// <summary>Check values of format 1: the first 16 bytes of <c>HMAC-SHA256(secret, "governance-audit-key/v1\n{kid}\n{alg}")</c>, hexadecimal.</summary>
internal static class AuditKeyCheck
{
    private const int Bytes = 16;

    internal static string Compute(AuditKey key)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Secret, Encoding.UTF8.GetBytes($"governance-audit-key/v1\n{key.Kid}\n{key.Algorithm}"), mac);
        return Convert.ToHexStringLower(mac[..Bytes]);
    }
}
