using System.Text.Json.Serialization;

namespace Documentation;

internal sealed record Receipt(string MessageId);

[JsonSerializable(typeof(Receipt))]
[JsonSerializable(typeof(string))]
internal sealed partial class AppJson : JsonSerializerContext;
