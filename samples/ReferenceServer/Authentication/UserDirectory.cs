using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Enterprise.Governance;
using Microsoft.Extensions.Options;
using ReferenceServer.Hosting;

namespace ReferenceServer.Authentication;

/// <summary>The users of the configuration, by the digest of their API key. Immutable.</summary>
internal sealed class UserDirectory
{
    internal const string TenantClaim = "tenant", OrgClaim = "org", UserClaim = "sub", RoleClaim = "roles";

    private readonly Dictionary<string, UserEntry> _byKey = new(StringComparer.Ordinal);

    public UserDirectory(IOptions<ServerOptions> options)
    {
        foreach (UserEntry user in options.Value.Users)
        {
            // Checks the identifiers by the library's rules.
            _ = new GovernanceScope(user.Tenant, user.Org, user.User, [.. user.Roles]);
            string digest = user.Key is { } key ? DigestOf(key) : user.KeySha256?.ToLowerInvariant() ?? "";
            if (digest.Length != 64 || !digest.All(char.IsAsciiHexDigitLower))
                throw new InvalidOperationException($"`Server:Users`: the user `{user.User}` of `{user.Tenant}` has no key; set `KeySha256` to the 64 hexadecimal digits of its SHA-256");

            // A session knows its user and not the key, so a user cannot have other rights with another key.
            if (Find(user.Tenant, user.User) is not null)
                throw new InvalidOperationException($"`Server:Users`: the user `{user.User}` of `{user.Tenant}` is there twice");
            if (!_byKey.TryAdd(digest, user))
                throw new InvalidOperationException($"`Server:Users`: two users have the same key, one of them `{user.User}` of `{user.Tenant}`");
        }
    }

    /// <summary>Finds whoever has the key. The lookup is by digest, so its time tells nothing of the key.</summary>
    internal UserEntry? Find(string apiKey) => _byKey.GetValueOrDefault(DigestOf(apiKey));

    internal UserEntry? Find(string tenant, string user) => _byKey.Values.FirstOrDefault(entry => entry.Tenant == tenant && entry.User == user);

    internal static ClaimsPrincipal PrincipalOf(UserEntry user, string scheme)
    {
        ClaimsIdentity identity = new(scheme, UserClaim, RoleClaim);
        identity.AddClaim(new Claim(TenantClaim, user.Tenant));
        if (user.Org is { } org)
            identity.AddClaim(new Claim(OrgClaim, org));
        identity.AddClaim(new Claim(UserClaim, user.User));
        identity.AddClaims(user.Roles.Select(static role => new Claim(RoleClaim, role)));
        return new ClaimsPrincipal(identity);
    }

    private static string DigestOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
