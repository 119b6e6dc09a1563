namespace ReferenceServer.Authentication;

/// <summary>Somebody who may log in, in the section <c>Server:Users</c>.</summary>
internal sealed class UserEntry
{
    /// <summary>Gets or sets the tenant.</summary>
    public string Tenant { get; set; } = "";

    /// <summary>Gets or sets the org within the tenant.</summary>
    public string? Org { get; set; }

    /// <summary>Gets or sets the user's identifier.</summary>
    public string User { get; set; } = "";

    /// <summary>Gets or sets the roles, as policies and capabilities name them.</summary>
    public IList<string> Roles { get; set; } = [];

    /// <summary>Gets or sets the SHA-256 of the API key, as 64 hexadecimal digits. The key itself is in no configuration but the demo's.</summary>
    public string? KeySha256 { get; set; }

    /// <summary>Gets or sets the API key in the clear: for the demo, which is public anyway. At least 32 characters elsewhere.</summary>
    public string? Key { get; set; }
}
