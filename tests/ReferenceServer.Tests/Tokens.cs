using System.Security.Cryptography;
using System.Text;

namespace ReferenceServer.Tests;

/// <summary>Makes bearer tokens by hand, so that the wrong ones can be made too.</summary>
internal static class Tokens
{
    internal static string Make(
        string user = "carl", string tenant = "acme", string role = "admin", string alg = "HS256", string secret = ApiFixture.JwtSecret, string issuer = "reference-server", string audience = "reference-server", int? expires = 600)
    {
        string text = $"{Part($$"""{"alg":"{{alg}}","typ":"JWT"}""")}.{Part(Claims(user, tenant, role, expires, issuer, audience))}";
        byte[] key = Encoding.UTF8.GetBytes(secret), data = Encoding.ASCII.GetBytes(text);
        return $"{text}.{Base64Url(alg switch { "HS384" => HMACSHA384.HashData(key, data), "HS512" => HMACSHA512.HashData(key, data), _ => HMACSHA256.HashData(key, data) })}";
    }

    internal static string Claims(string user, string tenant, string role, int? expires, string issuer = "reference-server", string audience = "reference-server") =>
        $$"""{"iss":"{{issuer}}","aud":"{{audience}}","sub":"{{user}}","tenant":"{{tenant}}","roles":["{{role}}"]{{(expires is { } seconds ? $",\"exp\":{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + seconds}" : "")}}}""";

    internal static string Part(string json) => Base64Url(Encoding.UTF8.GetBytes(json));

    private static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
