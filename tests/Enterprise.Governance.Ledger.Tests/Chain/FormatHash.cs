using System.Security.Cryptography;
using System.Text;

namespace Enterprise.Governance.Ledger.Tests.Chain;

/// <summary>The hash of format 1 as formats.md writes it, in one piece.</summary>
internal static class FormatHash
{
    internal static byte[] Compute(AuditKey key, string algorithm, string prevHash, byte[] canonical)
    {
        byte[] chained = [.. Encoding.UTF8.GetBytes(prevHash), (byte)'|', .. canonical];
        return algorithm == AuditKeyAlgorithm.HmacSha256 ? HMACSHA256.HashData(key.Secret, chained) : SHA256.HashData([.. chained, (byte)'|', .. key.Secret]);
    }
}
