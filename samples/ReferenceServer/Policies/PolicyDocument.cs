namespace ReferenceServer.Policies;

/// <summary>A tenant's own policies as somebody wrote them. Immutable.</summary>
/// <param name="Text">The JSON, with the comments of its author if it was saved here.</param>
/// <param name="Version">SHA-256 of the text in UTF-8, lower-case hex.</param>
/// <param name="Origin">Where it comes from.</param>
internal sealed record PolicyDocument(string Text, string Version, PolicyOrigin Origin)
{
    /// <summary>Gets who saved it; nobody if it comes from files.</summary>
    internal string? SavedBy { get; init; }

    internal DateTimeOffset? SavedAt { get; init; }
}

/// <summary>Where a tenant's own policies come from.</summary>
internal enum PolicyOrigin
{
    /// <summary>The tenant's file: nobody has saved any yet.</summary>
    Files,

    /// <summary>Somebody of the tenant has saved them.</summary>
    Store,
}
