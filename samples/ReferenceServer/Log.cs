namespace ReferenceServer;

/// <summary>What the sample logs. No message carries a tenant, a task or an argument.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "The outbox could not be handed to the job queue ({Code}); it is tried again.")]
    internal static partial void RelayFailed(ILogger logger, string code);

    [LoggerMessage(2, LogLevel.Information, "Run {RunId}: {Outcome}.")]
    internal static partial void RunLooked(ILogger logger, string runId, Workers.RunLook outcome);

    [LoggerMessage(3, LogLevel.Warning, "Run {RunId} could not be looked at ({Code}); its time comes again.")]
    internal static partial void LookFailed(ILogger logger, string runId, string code);

    [LoggerMessage(4, LogLevel.Warning, "The approval of run {RunId} is decided, but no worker could be told ({Code}); the run is looked at again by itself.")]
    internal static partial void WakeFailed(ILogger logger, string runId, string code);

    [LoggerMessage(6, LogLevel.Error, "A request failed ({Code}).")]
    internal static partial void RequestFailed(ILogger logger, Exception exception, string code);

    [LoggerMessage(7, LogLevel.Error, "What a tenant has saved does not go with the rules of the house ({Clashes}); everything is denied to that tenant until one of them changes.")]
    internal static partial void SavedPoliciesClash(ILogger logger, string clashes);

    [LoggerMessage(8, LogLevel.Information, "Checkpoints are signed with the generated key in {Path}; that is for development only.")]
    internal static partial void UsingGeneratedSigningKey(ILogger logger, string path);
}
