using Npgsql;
using Spico.Silo.Streams;

namespace Spico.Silo.Storage.PostgreSql;

/// <summary>A commit statement, prepared on a connection.</summary>
internal sealed class CommitStatement : IDisposable
{
    private readonly NpgsqlCommand _command;
    private readonly Columns _columns;
    private readonly MessageColumns _messages;
    private readonly ReadModelColumns? _readModel;

    public CommitStatement(NpgsqlConnection connection, bool hasReadModel)
    {
        _command = new NpgsqlCommand(hasReadModel ? CommitSql.Everything : CommitSql.Messages, connection);
        _columns = new Columns(_command);
        _messages = new MessageColumns(_command, _columns);
        _readModel = hasReadModel ? new ReadModelColumns(_command, _columns) : null;
        _command.Prepare();
    }

    public LogBatchResult Run(LogBatch batch, List<StreamClaim> claims)
    {
        _columns.Clear();
        _messages.Epoch.TypedValue = batch.Epoch;
        foreach (StreamClaim claim in claims)
        {
            _messages.Add(claim);
            if (_readModel is not null)
            {
                _readModel.Add(claim, _messages);
                continue;
            }

            foreach (OwnMessages own in claim.Own)
            {
                _messages.AddOwn(claim.Stream.Value, own);
            }
        }

        _readModel?.Add(batch);
        return CommitAnswer.Of(_command);
    }

    public void Dispose() => _command.Dispose();
}
