using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Enterprise.Governance;

/// <summary>A named operation with its arguments, as an agent asks for it. Immutable.</summary>
public sealed record ActionCall
{
    /// <summary>Creates a call.</summary>
    /// <param name="action">The action's name, 1 to 500 characters, such as <c>send_email</c>.</param>
    /// <param name="tool">The tool that carries it out, such as <c>mcp:gmail</c>, or <see langword="null"/>.</param>
    /// <param name="args">The arguments: a JSON object in UTF-8. Empty means <c>{}</c>. Must not change until the call ends.</param>
    /// <param name="idempotencyKey">A key, 1 to 200 characters, under which the run carries this call out at most once; or <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">A name or the key is not valid.</exception>
    public ActionCall(string action, string? tool = null, ReadOnlyMemory<byte> args = default, string? idempotencyKey = null)
    {
        Action = GovernanceIdentifier.RequireName(action);
        Tool = tool is null ? null : GovernanceIdentifier.RequireName(tool);
        Args = args.IsEmpty ? "{}"u8.ToArray() : args;
        IdempotencyKey = idempotencyKey is null ? null : GovernanceIdentifier.Require(idempotencyKey);
    }

    /// <summary>Gets the action's name.</summary>
    public string Action { get; }

    /// <summary>Gets the tool, or <see langword="null"/>.</summary>
    public string? Tool { get; }

    /// <summary>Gets the arguments as UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Args { get; }

    /// <summary>Gets the idempotency key, or <see langword="null"/>.</summary>
    public string? IdempotencyKey { get; }

    /// <summary>Gets what the action costs unless a policy says otherwise (<c>set_cost_units</c>), in cost units.</summary>
    /// <value>0 by default.</value>
    public long CostUnits { get; init; }

    /// <summary>Gets whether carrying the action out twice does no harm, so that one cut in the middle may run again.</summary>
    /// <value><see langword="false"/> by default.</value>
    public bool IsIdempotent { get; init; }

    /// <summary>Gets how arguments enter the chain.</summary>
    /// <value><see langword="null"/> by default: as the options say.</value>
    public ArgumentCapture? Capture { get; init; }

    /// <summary>Creates a call whose arguments a source-generated serializer writes.</summary>
    /// <typeparam name="T">The arguments' type.</typeparam>
    /// <param name="action">The action's name, 1 to 500 characters.</param>
    /// <param name="tool">The tool, or <see langword="null"/>.</param>
    /// <param name="args">The arguments; written as a JSON object.</param>
    /// <param name="jsonTypeInfo">How they are written.</param>
    /// <param name="idempotencyKey">The idempotency key, or <see langword="null"/>.</param>
    /// <returns>The call.</returns>
    /// <exception cref="ArgumentException">A name or the key is not valid.</exception>
    public static ActionCall Create<T>(string action, string? tool, T args, JsonTypeInfo<T> jsonTypeInfo, string? idempotencyKey = null) =>
        new(action, tool, JsonSerializer.SerializeToUtf8Bytes(args, jsonTypeInfo), idempotencyKey);
}
