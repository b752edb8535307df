using Spico.Silo.Retention;

namespace Spico.Silo.Conversations;

/// <content>Its end.</content>
internal sealed partial class ConversationGrain : IErasable
{
    public ValueTask<bool> Drop() => _pipeline.ForgetAsync();
}
