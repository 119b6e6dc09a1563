using Microsoft.Extensions.Logging;

namespace Enterprise.Governance;

/// <summary>Core's log messages. No payload, no secret, no identifier of a person.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "A claim, hold or lease was taken over by somebody else while it was being renewed.")]
    internal static partial void RenewalLost(this ILogger logger);

    [LoggerMessage(2, LogLevel.Warning, "A renewal failed with {Code}; it is tried again.")]
    internal static partial void RenewalFailed(this ILogger logger, string code);

    [LoggerMessage(3, LogLevel.Error, "The tenant files have problems; the last good ones stay in force. {Problems}")]
    internal static partial void TenantFilesBroken(this ILogger logger, string problems);

    [LoggerMessage(4, LogLevel.Information, "The tenant files were reloaded: {Count} tenants.")]
    internal static partial void TenantFilesReloaded(this ILogger logger, int count);

    [LoggerMessage(5, LogLevel.Warning, "A run lease could not be given back ({Error}); it lapses by itself.")]
    internal static partial void LeaseNotReleased(this ILogger logger, string error);

    [LoggerMessage(6, LogLevel.Warning, "The result of an action that was carried out cannot be written as JSON ({Error}); its outcome is kept without a value.")]
    internal static partial void ResultNotSerializable(this ILogger logger, string error);

    [LoggerMessage(7, LogLevel.Debug, "The tenant files could not be read now ({Error}); they are read again at the next look.")]
    internal static partial void TenantFilesUnreadable(this ILogger logger, string error);

    [LoggerMessage(8, LogLevel.Warning, "The tenant files hold something suspicious. {Warnings}")]
    internal static partial void TenantFilesSuspicious(this ILogger logger, string warnings);

    [LoggerMessage(9, LogLevel.Error, "A tenant's rules and the host's do not fit together; the last good set stays in force. {Problems}")]
    internal static partial void TenantRulesClash(this ILogger logger, string problems);

    [LoggerMessage(20, LogLevel.Information, "A run was erased: {Values} personal values, the arguments of {Approvals} approvals, {Results} stored results.")]
    internal static partial void RunErased(this ILogger logger, long values, long approvals, long results);
}
