using Microsoft.Extensions.Logging;

namespace Enterprise.Governance.Policies;

/// <summary>What this package logs. Policy text is quoted, for whoever wrote it; requests and arguments never are.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Policy set {Version} is in force: {Rules} rules from {Files} files")]
    internal static partial void Loaded(ILogger logger, string version, int rules, int files);

    [LoggerMessage(2, LogLevel.Error, "{File}({Line},{Column}): {Reason}; help: {Help} [{Code}]")]
    internal static partial void Broken(ILogger logger, string file, int line, int column, string reason, string help, string code);

    [LoggerMessage(3, LogLevel.Error, "The policies have {Errors} errors; policy set {Version} stays in force")]
    internal static partial void Kept(ILogger logger, int errors, string version);

    [LoggerMessage(4, LogLevel.Warning, "{File}({Line},{Column}): {Reason}; help: {Help} [{Code}]")]
    internal static partial void Suspicious(ILogger logger, string file, int line, int column, string reason, string help, string code);

    [LoggerMessage(5, LogLevel.Error, "The policies could not be reloaded; policy set {Version} stays in force")]
    internal static partial void Failed(ILogger logger, Exception exception, string version);

    [LoggerMessage(6, LogLevel.Error, "A listener to changes of the policy set failed")]
    internal static partial void ListenerFailed(ILogger logger, Exception exception);
}
