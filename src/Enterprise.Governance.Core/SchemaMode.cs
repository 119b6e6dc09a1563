namespace Enterprise.Governance;

/// <summary>What a store does about its tables when it opens.</summary>
public enum SchemaMode
{
    /// <summary>Creates and migrates them. The default in the Development environment.</summary>
    Apply,

    /// <summary>Fails with a list of what is missing. The default everywhere else.</summary>
    Validate,

    /// <summary>Neither looks nor changes.</summary>
    None,
}
