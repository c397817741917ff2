//! Reading a request schema and checking a body, compared with a validator from outside this project.

use oxen_schema::schema::RequestSchema;
use serde_json::Value;

use crate::choices::Choices;

pub(crate) fn run(bytes: &[u8]) {
    let mut choices = Choices::new(bytes);
    let schema = choices.request_schema();
    let read = RequestSchema::read(&schema);
    let validator = jsonschema::draft202012::options().should_validate_formats(true).build(&schema);
    let bodies = [choices.body(), choices.body(), choices.body()];
    match read {
        Ok((request, diagnostics)) => {
            for body in &bodies {
                let refused = !request.check(body).is_empty();
                request.unknown_parameters(body);
                // A diagnostic means that something is not checked; without one, both have to agree.
                if let (true, Ok(validator)) = (diagnostics.is_empty(), &validator) {
                    let body = Value::Object(body.clone());
                    assert_eq!(refused, !validator.is_valid(&body), "{schema}\n{body}");
                }
            }
        }
        Err(error) => {
            error.to_string();
        }
    }
}
