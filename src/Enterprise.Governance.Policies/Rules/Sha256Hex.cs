using System.Security.Cryptography;

namespace Enterprise.Governance.Policies.Rules;

internal static class Sha256Hex
{
    internal static string Of(ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(data, hash);
        return Convert.ToHexStringLower(hash);
    }
}
