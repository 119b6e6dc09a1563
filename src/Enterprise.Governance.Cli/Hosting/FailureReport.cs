using Enterprise.Governance.Ledger;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Cli.Hosting;

/// <summary>Turns an exception into one line on standard error and an exit code.</summary>
internal static class FailureReport
{
    internal const string DebugVariable = "GOVERNANCE_CLI_DEBUG";

    // What an operator mends by configuring something else, not by repairing the machine.
    private static readonly string[] ConfigurationCodes = ["audit_keys_invalid", "audit_key_changed", "schema_mismatch"];

    // What somebody did to the log of anchors.
    private static readonly string[] FindingCodes = ["log_fork", "log_rollback", "anchor_log_damaged"];

    internal static int Write(Exception exception, CliHost host)
    {
        (int code, string message) = Describe(exception);
        host.Complain(message);
        if (host.Environment(DebugVariable) == "1")
            host.Error.WriteLine(exception);
        return code;
    }

    private static (int Code, string Message) Describe(Exception exception) => exception switch
    {
        CliFailure failure => (failure.ExitCode, failure.Message),
        OperationCanceledException => (ExitCodes.Cancelled, "cancelled"),
        EvidenceException e => (CodeOf(e), e.Message),
        GovernanceException e => (ConfigurationCodes.Contains(e.Code) ? ExitCodes.Refused : FindingCodes.Contains(e.Code) ? ExitCodes.Findings : ExitCodes.Failed, e.Message),
        OptionsValidationException e => (ExitCodes.Refused, string.Join("; ", e.Failures)),
        SqliteException e => (ExitCodes.Failed, $"the SQLite database refused a statement (SQLite error {e.SqliteErrorCode}, extended {e.SqliteExtendedErrorCode})"),
        IOException or UnauthorizedAccessException => (ExitCodes.Failed, exception.Message),
        _ => (ExitCodes.Failed, $"unexpected failure ({exception.GetType().Name}); set {DebugVariable}=1 to see all of it"),
    };

    private static int CodeOf(EvidenceException exception) => exception.Code switch
    {
        "run_tampered" => ExitCodes.Findings,
        "run_unknown" => ExitCodes.NotFound,
        _ => ExitCodes.Refused,
    };
}
