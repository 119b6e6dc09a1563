using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Enterprise.Governance.Policies;

/// <summary>What is to be decided: an action, who wants it, and its arguments. Immutable.</summary>
/// <remarks>
/// Who acts comes from the host's authentication. Arguments are data, wherever they come from: rules see them as <c>args.*</c>
/// and nowhere else, whatever their names are.
/// </remarks>
public readonly struct PolicyRequest
{
    private readonly string? _phase;
    private readonly string? _tool;
    private readonly string? _tenant;
    private readonly string? _org;
    private readonly string? _user;
    private readonly ImmutableArray<string> _roles;

    /// <summary>Creates a request.</summary>
    /// <param name="action">The action's name, 1 to 500 characters.</param>
    /// <exception cref="ArgumentException">It is not a valid name, see <see cref="GovernanceIdentifier"/>.</exception>
    public PolicyRequest(string action) => Action = GovernanceIdentifier.RequireName(action);

    /// <summary>Creates a request of somebody.</summary>
    /// <param name="action">The action's name, 1 to 500 characters.</param>
    /// <param name="scope">Who wants it.</param>
    /// <exception cref="ArgumentException">The action is not a valid name, see <see cref="GovernanceIdentifier"/>.</exception>
    public PolicyRequest(string action, GovernanceScope scope)
        : this(action)
    {
        ArgumentNullException.ThrowIfNull(scope);
        (_tenant, _org, _user, _roles) = (scope.Tenant, scope.Org, scope.User, scope.Roles);
    }

    /// <summary>Gets the phase.</summary>
    /// <value><c>exec</c> by default.</value>
    /// <exception cref="ArgumentException">It is not a valid identifier.</exception>
    public string Phase
    {
        get => _phase ?? PolicyPhases.Exec;
        init => _phase = GovernanceIdentifier.Require(value, nameof(Phase));
    }

    /// <summary>Gets the action's name.</summary>
    public string Action { get; }

    /// <summary>Gets the name of the tool that would carry it out, or <see langword="null"/>.</summary>
    /// <exception cref="ArgumentException">It is not a valid name.</exception>
    public string? Tool
    {
        get => _tool;
        init => _tool = value is null ? null : GovernanceIdentifier.RequireName(value, nameof(Tool));
    }

    /// <summary>Gets the tenant, or <see langword="null"/>.</summary>
    /// <exception cref="ArgumentException">It is not a valid identifier.</exception>
    public string? Tenant
    {
        get => _tenant;
        init => _tenant = value is null ? null : GovernanceIdentifier.Require(value, nameof(Tenant));
    }

    /// <summary>Gets the org, or <see langword="null"/>.</summary>
    /// <exception cref="ArgumentException">It is not a valid identifier.</exception>
    public string? Org
    {
        get => _org;
        init => _org = value is null ? null : GovernanceIdentifier.Require(value, nameof(Org));
    }

    /// <summary>Gets the user, or <see langword="null"/>.</summary>
    /// <exception cref="ArgumentException">It is not a valid identifier.</exception>
    public string? User
    {
        get => _user;
        init => _user = value is null ? null : GovernanceIdentifier.Require(value, nameof(User));
    }

    /// <summary>Gets the roles of the user, matched exactly.</summary>
    /// <value>Empty by default.</value>
    public ImmutableArray<string> Roles
    {
        get => _roles.IsDefault ? [] : _roles;
        init => _roles = value;
    }

    /// <summary>Gets the arguments: one JSON object in UTF-8, or nothing (empty, or <c>null</c>).</summary>
    /// <remarks>Read on the first rule that asks for an argument, and not before.</remarks>
    public ReadOnlyMemory<byte> Args { get; init; }

    /// <summary>Writes the request as <see cref="PolicyRequestReader"/> reads it; what is absent is left out.</summary>
    /// <param name="writer">Receives the object.</param>
    /// <exception cref="ArgumentException">The arguments are not JSON.</exception>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteString("phase"u8, Phase);
        writer.WriteString("action"u8, Action);
        WriteIfPresent(writer, "tool", _tool);
        WriteIfPresent(writer, "tenant", _tenant);
        WriteIfPresent(writer, "org", _org);
        WriteIfPresent(writer, "user", _user);
        if (!Roles.IsEmpty)
        {
            writer.WriteStartArray("roles"u8);
            foreach (string role in Roles)
                writer.WriteStringValue(role);
            writer.WriteEndArray();
        }

        if (!Args.IsEmpty)
        {
            writer.WritePropertyName("args"u8);
            writer.WriteRawValue(Args.Span);
        }

        writer.WriteEndObject();
    }

    /// <summary>Returns a copy with other arguments.</summary>
    /// <param name="args">A JSON object; its text is copied, so the document behind it may be disposed.</param>
    /// <returns>The copy.</returns>
    public PolicyRequest WithArgs(JsonElement args) =>
        this with { Args = args.ValueKind == JsonValueKind.Undefined ? default : JsonMarshal.GetRawUtf8Value(args).ToArray() };

    private static void WriteIfPresent(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
            writer.WriteString(name, text);
    }
}
