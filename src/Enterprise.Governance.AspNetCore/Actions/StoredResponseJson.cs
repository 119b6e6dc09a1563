using System.Text.Json.Serialization;

namespace Enterprise.Governance.AspNetCore.Actions;

/// <summary>How answers are written, without reflection.</summary>
[JsonSerializable(typeof(StoredResponse))]
internal sealed partial class StoredResponseJson : JsonSerializerContext;
