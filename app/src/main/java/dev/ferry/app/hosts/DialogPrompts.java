package dev.ferry.app.hosts;

import dev.ferry.app.screen.Texts;
import dev.ferry.remote.HostKeyQuestion;
import dev.ferry.remote.UserPrompts;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javafx.scene.control.Alert;
import javafx.scene.control.ButtonBar;
import javafx.scene.control.ButtonType;
import javafx.scene.control.Dialog;
import javafx.scene.control.Label;
import javafx.scene.control.PasswordField;
import javafx.scene.control.TextField;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.Window;

/** Asks in dialogs, while the thread that makes the connection waits. What is typed is kept nowhere. */
public final class DialogPrompts implements UserPrompts {
    private final Supplier<Window> owner;
    private final Executor ui;
    private final String title;

    /** Dialogs in front of that window. */
    public DialogPrompts(Supplier<Window> owner, Executor ui) {
        this(owner, ui, Texts.text("password.title"));
    }

    private DialogPrompts(Supplier<Window> owner, Executor ui, String title) {
        this.owner = owner;
        this.ui = ui;
        this.title = title;
    }

    /** The same for files: what opens them is called a passphrase. */
    public UserPrompts forFiles() {
        return new DialogPrompts(owner, ui, Texts.text("passphrase.title"));
    }

    private <T> T ask(Supplier<T> dialog) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        ui.execute(() -> {
            try {
                answer.complete(dialog.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer.join();
    }

    @Override
    public boolean trustHostKey(HostKeyQuestion question) {
        return ask(() -> showKey(question));
    }

    private boolean showKey(HostKeyQuestion question) {
        ButtonType trust = new ButtonType(Texts.text("key.trust"), ButtonBar.ButtonData.OK_DONE);
        ButtonType refuse = new ButtonType(Texts.text("key.refuse"), ButtonBar.ButtonData.CANCEL_CLOSE);
        Alert dialog = new Alert(Alert.AlertType.NONE, "", refuse, trust);
        dress(dialog, Texts.text("key.title", question.host()));
        TextField fingerprint = new TextField(question.fingerprint());
        fingerprint.setEditable(false);
        fingerprint.setId("fingerprint");
        fingerprint.setAccessibleText(Texts.text("key.fingerprint"));
        VBox content = new VBox(8, text(Texts.text("key.unknown", question.host(), question.keyType())), fingerprint);
        content.getChildren().add(text(Texts.text(question.otherTypeKnown() ? "key.other-type" : "key.compare")));
        dialog.getDialogPane().setContent(content);
        return dialog.showAndWait().filter(trust::equals).isPresent();
    }

    private void dress(Dialog<?> dialog, String title) {
        dialog.initOwner(owner.get());
        dialog.setTitle(title);
        dialog.setHeaderText(null);
        dialog.setGraphic(null);
        dialog.getDialogPane().setPrefWidth(480);
        dialog.getDialogPane().setMinHeight(Region.USE_PREF_SIZE);
    }

    private static Label text(String sentence) {
        Label label = new Label(sentence);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }

    @Override
    public Optional<char[]> password(String prompt) {
        return ask(() -> showField(title, prompt, false));
    }

    @Override
    public Optional<char[]> passphrase(Path key) {
        return ask(() -> showField(Texts.text("passphrase.title"), Texts.text("passphrase.prompt", key), false));
    }

    @Override
    public Optional<char[]> answer(String prompt, boolean echo) {
        return ask(() -> showField(Texts.text("answer.title"), prompt, echo));
    }

    private Optional<char[]> showField(String title, String prompt, boolean echo) {
        TextField field = echo ? new TextField() : new PasswordField();
        field.setId("secret");
        field.setAccessibleText(prompt);
        Dialog<Optional<char[]>> dialog = new Dialog<>();
        dress(dialog, title);
        ButtonType ok = new ButtonType(Texts.text("password.ok"), ButtonBar.ButtonData.OK_DONE);
        dialog.getDialogPane().getButtonTypes().setAll(ButtonType.CANCEL, ok);
        dialog.getDialogPane().setContent(new VBox(8, text(prompt), field));
        dialog.setOnShown(event -> field.requestFocus());
        dialog.setResultConverter(
                button -> ok.equals(button) ? Optional.of(field.getText().toCharArray()) : Optional.empty());
        return dialog.showAndWait().flatMap(answer -> answer);
    }
}
