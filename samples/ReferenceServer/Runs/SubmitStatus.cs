namespace ReferenceServer.Runs;

/// <summary>How a submission ended.</summary>
internal enum SubmitStatus
{
    /// <summary>It is stored, and will be carried out whatever happens to this process.</summary>
    Accepted,

    /// <summary>The same request was accepted before under this key.</summary>
    Repeated,

    /// <summary>Another request was accepted before under this key.</summary>
    KeyReused,
}
