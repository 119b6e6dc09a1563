using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Enterprise.Governance.Ledger.Watching;

/// <summary>
/// Seals what is saved between two processes: <c>{kid} {mac} {json}</c>, the MAC being <c>HMAC-SHA256(secret, "governance-verification/v1\n{kid}\n{json}")</c>, hexadecimal. Whoever has the database alone so cannot say that all was verified.
/// </summary>
internal static class VerificationSeal
{
    internal static string Write(VerificationState state, AuditKeyRing keys)
    {
        string json = JsonSerializer.Serialize(state, VerificationStateJson.Default.VerificationState);
        return $"{keys.Active.Kid} {Mac(keys.Active, json)} {json}";
    }

    /// <summary>Reads a state.</summary>
    /// <returns>Nothing for what no key of the ring has sealed: the verification begins anew.</returns>
    internal static VerificationState? Read(string? text, AuditKeyRing keys)
    {
        string[] parts = text?.Split(' ', 3) ?? [];
        if (parts.Length != 3 || !keys.TryGet(parts[0], out AuditKey? key)
            || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(parts[1]), Encoding.ASCII.GetBytes(Mac(key, parts[2]))))
            return null;
        return JsonSerializer.Deserialize(parts[2], VerificationStateJson.Default.VerificationState);
    }

    private static string Mac(AuditKey key, string json) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key.Secret, Encoding.UTF8.GetBytes($"governance-verification/v1\n{key.Kid}\n{json}")));
}
